// Start of the page: styles, then the frame. The frame chooses the way to the core.
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { router } from './router.ts';
import './theme/parts.ts';
import './theme/tokens.css';
import './theme/base.css';
import './theme/element.css';
import './theme/grid.css';

createApp(App).use(createPinia()).use(router).mount('#app');

// Start of the page: choose the way to the core, then mount.
import { t } from './words.ts';

document.title = t('ui.app.name');

// The rooms of the desk and their addresses. A room that does nothing yet is not here.
import {
  DataLine,
  FullScreen,
  House,
  Printer,
  Shop,
  Van,
  Warning,
  Setting,
  Tickets,
  Wallet,
} from '@element-plus/icons-vue';
import type { Component } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import type { Role } from './gen/types.ts';
import type { Key } from './words.ts';
import HomePage from './pages/home/HomePage.vue';
import OrdersPage from './pages/orders/OrdersPage.vue';

export interface Room {
  readonly name: string;
  readonly word: Key;
  readonly icon: Component;
  /** Who may open it, by a number that leads there or by its address. */
  readonly roles: readonly Role[];
  /** Whose rail shows it, when fewer. */
  readonly rail?: readonly Role[];
}

export const ROOMS: readonly Room[] = [
  { name: 'home', word: 'ui.rail.home', icon: House, roles: ['owner', 'clerk', 'accountant'] },
  {
    name: 'orders',
    word: 'ui.rail.orders',
    icon: Tickets,
    roles: ['owner', 'clerk', 'accountant'],
    rail: ['owner', 'clerk'],
  },
  {
    name: 'findings',
    word: 'ui.rail.findings',
    icon: Warning,
    roles: ['owner', 'clerk', 'accountant'],
    rail: ['owner', 'clerk'],
  },
  { name: 'prints', word: 'ui.rail.prints', icon: Printer, roles: ['owner', 'clerk'] },
  { name: 'scan', word: 'ui.rail.scan', icon: FullScreen, roles: ['owner', 'clerk'] },
  {
    name: 'track',
    word: 'ui.rail.track',
    icon: Van,
    roles: ['owner', 'clerk', 'accountant'],
    rail: ['owner', 'clerk'],
  },
  { name: 'reconcile', word: 'ui.rail.reconcile', icon: Wallet, roles: ['owner', 'accountant'] },
  { name: 'shops', word: 'ui.rail.shops', icon: Shop, roles: ['owner', 'clerk'] },
  { name: 'reports', word: 'ui.rail.reports', icon: DataLine, roles: ['owner', 'accountant'] },
  { name: 'settings', word: 'ui.rail.settings', icon: Setting, roles: ['owner', 'clerk', 'accountant'] },
];

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'home', component: HomePage },
    { path: '/orders', name: 'orders', component: OrdersPage },
    { path: '/findings', name: 'findings', component: () => import('./pages/findings/FindingsPage.vue') },
    { path: '/prints', name: 'prints', component: () => import('./pages/prints/PrintsPage.vue') },
    { path: '/scan', name: 'scan', component: () => import('./pages/scan/ScanPage.vue') },
    { path: '/track', name: 'track', component: () => import('./pages/track/TrackPage.vue') },
    { path: '/reconcile', name: 'reconcile', component: () => import('./pages/reconcile/ReconcilePage.vue') },
    { path: '/shops', name: 'shops', component: () => import('./pages/shops/ShopsPage.vue') },
    { path: '/reports', name: 'reports', component: () => import('./pages/reports/ReportsPage.vue') },
    { path: '/settings/:section?', name: 'settings', component: () => import('./pages/settings/SettingsPage.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});

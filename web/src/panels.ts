// The panels: the side menu and the router are made of this table.
import { Database, Gauge, History, Settings, SquareTerminal, Users } from '@lucide/vue';
import type { Component } from 'vue';

export interface Panel {
  path: string;
  title: string;
  icon: Component;
  component: () => Promise<{ default: Component }>;
  items?: boolean; // An address below it, /panel/ID, shows one thing of it.
  keeps?: string; // The name of a component that goes on as it was left, while others begin anew.
}

export const panels: Panel[] = [
  { path: '/worksheets', title: 'Worksheets', icon: SquareTerminal, component: () => import('./panels/WorksheetPanel.vue'), keeps: 'WorksheetPanel' },
  { path: '/queries', title: 'Query history', icon: History, component: () => import('./panels/QueryHistoryPanel.vue'), items: true, keeps: 'QueryHistoryPanel' },
  { path: '/databases', title: 'Databases', icon: Database, component: () => import('./panels/DatabaseExplorer.vue'), keeps: 'DatabaseExplorer' },
  { path: '/overview', title: 'Overview', icon: Gauge, component: () => import('./panels/OverviewPanel.vue') },
  { path: '/sessions', title: 'Sessions', icon: Users, component: () => import('./panels/SessionsPanel.vue') },
  { path: '/settings', title: 'Settings', icon: Settings, component: () => import('./panels/SettingsPanel.vue') },
];

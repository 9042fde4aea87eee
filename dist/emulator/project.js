import { loadProjectReader } from './server.js';
export const { parse, readProject } = await loadProjectReader();

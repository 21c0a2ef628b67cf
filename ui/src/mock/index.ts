export const backend = { call: async () => ({}), shell: async () => ({}) };

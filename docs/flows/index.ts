// Placeholder.
export {}

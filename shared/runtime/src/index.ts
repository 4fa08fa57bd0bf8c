// Placeholder until the package has its first mechanism.
export {}

// How one name is written in its different places: `order-created` in a file name, `OrderCreated` in code.

export const pascalCase = (kebab: string) =>
  kebab.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase())

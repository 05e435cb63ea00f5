/** Vite's way of naming a worker file by its address. */
declare module '*?worker&url' {
  const address: string;
  export default address;
}

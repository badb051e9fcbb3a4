/** Keeps the page as high as what the on-screen keyboard leaves, where the browser does not do so by itself (iOS). */
export function followViewport(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const follow = (): void => {
    // Pinch zoom shrinks the visual viewport too; the layout must not follow that.
    const covered = viewport.scale === 1 && window.innerHeight - viewport.height > 80;
    const { style } = document.documentElement;
    if (covered) style.setProperty('--page-height', `${viewport.height}px`);
    else style.removeProperty('--page-height');
    if (covered) window.scrollTo(0, 0);
  };
  viewport.addEventListener('resize', follow);
}

// Light, dark, or as the system has it. The choice is kept in this browser.

const order = ['system', 'light', 'dark'];
const name = 'clickstream-theme';

export function startTheme(button, onChange) {
  let theme = order.includes(localStorage.getItem(name)) ? localStorage.getItem(name) : 'system';
  const apply = () => {
    document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
    onChange();
  };
  button.addEventListener('click', () => {
    theme = order[(order.indexOf(theme) + 1) % order.length];
    localStorage.setItem(name, theme);
    apply();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
  apply();
}

import { Outlet } from '@tanstack/react-router';
import { StaleBanner } from './banner';
import { Rail } from './rail';
import styles from './shell.module.css';

/** The frame around the pages of who is signed in: the rail at the left, or a bar at the top of a small screen. */
export function Shell() {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <Rail />
      <div className={styles.content}>
        <StaleBanner />
        <main id="page" className={styles.page} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}

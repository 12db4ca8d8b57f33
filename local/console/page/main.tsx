import { render } from 'preact';
import { connect } from './live.ts';
import { Shell } from './shell.tsx';

connect();
render(<Shell />, document.body);

/** The first page of a role. */
import { Navigate } from '@tanstack/react-router';
import { useMe } from '../session.js';
import { homeOf } from './entries.js';

export const Home = () => <Navigate to={homeOf(useMe().role)} replace />;

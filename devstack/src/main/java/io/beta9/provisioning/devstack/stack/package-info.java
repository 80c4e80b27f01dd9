/**
 * PostgreSQL, Redis and the service in this process, and where their files are. Builds on the
 * embedded servers; the commands build on it.
 */
@NullMarked
package io.beta9.provisioning.devstack.stack;

import org.jspecify.annotations.NullMarked;

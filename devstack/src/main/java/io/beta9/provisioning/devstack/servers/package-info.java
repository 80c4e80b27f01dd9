/**
 * PostgreSQL and Redis as child processes with their data in one directory. Uses nothing of the
 * service.
 */
@NullMarked
package io.beta9.provisioning.devstack.servers;

import org.jspecify.annotations.NullMarked;

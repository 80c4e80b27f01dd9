/**
 * Addresses and credentials of PostgreSQL and Redis, which may change while the process runs. May
 * use no other subpackage of {@code settings}.
 */
@NullMarked
package io.beta9.provisioning.settings.server;

import org.jspecify.annotations.NullMarked;

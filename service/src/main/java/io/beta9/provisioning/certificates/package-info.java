/**
 * Expiry of the certificates that ready environments depend on. May use the database and the
 * packages listed before it in docs/architecture.md.
 */
@NullMarked
package io.beta9.provisioning.certificates;

import org.jspecify.annotations.NullMarked;

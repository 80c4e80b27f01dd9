/** Expiry of the certificates that ready environments depend on. */
@NullMarked
package io.beta9.provisioning.certificates;

import org.jspecify.annotations.NullMarked;

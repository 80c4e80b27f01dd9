/** Settings of registered accounts. May use no other subpackage of {@code settings}. */
@NullMarked
package io.beta9.provisioning.settings.account;

import org.jspecify.annotations.NullMarked;

/**
 * The pages of API keys, cloud accounts and the audit trail. May use {@code console.html}, {@code
 * console.page}, {@code console.session}.
 */
@NullMarked
package io.beta9.provisioning.console.access;

import org.jspecify.annotations.NullMarked;

/**
 * The forms for meta-configs: a new environment, and an update. May use {@code console.html},
 * {@code console.page}, {@code console.session}.
 */
@NullMarked
package io.beta9.provisioning.console.create;

import org.jspecify.annotations.NullMarked;

/**
 * The pages of environments: the list, one environment, and what can be requested. May use {@code
 * console.chart}, {@code console.html}, {@code console.page}, {@code console.session}.
 */
@NullMarked
package io.beta9.provisioning.console.environment;

import org.jspecify.annotations.NullMarked;

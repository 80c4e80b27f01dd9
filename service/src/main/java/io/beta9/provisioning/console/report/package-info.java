/**
 * The reports for operators. May use {@code console.chart}, {@code console.html}, {@code
 * console.page}, {@code console.session}.
 */
@NullMarked
package io.beta9.provisioning.console.report;

import org.jspecify.annotations.NullMarked;

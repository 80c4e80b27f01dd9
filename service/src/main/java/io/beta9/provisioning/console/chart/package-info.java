/** Charts as SVG, drawn on the server: they need no script. May use {@code console.html}. */
@NullMarked
package io.beta9.provisioning.console.chart;

import org.jspecify.annotations.NullMarked;

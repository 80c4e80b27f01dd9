/** HTML and SVG as typed values, escaped by construction. May use no sibling package. */
@NullMarked
package io.beta9.provisioning.console.html;

import org.jspecify.annotations.NullMarked;

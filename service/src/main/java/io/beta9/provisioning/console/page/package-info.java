/**
 * The frame of every page, its assets, and the components that pages share. May use {@code
 * console.html}, {@code console.session}.
 */
@NullMarked
package io.beta9.provisioning.console.page;

import org.jspecify.annotations.NullMarked;

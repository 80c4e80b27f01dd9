/** The terminal: streams, size, tables, formats. Uses only the JDK. */
@NullMarked
package io.beta9.provisioning.cli.terminal;

import org.jspecify.annotations.NullMarked;

/**
 * Parsing of YAML and JSON text into a tree, and the wording of violations. May use no other
 * subpackage of {@code metaconfig}.
 */
@NullMarked
package io.beta9.provisioning.metaconfig.text;

import org.jspecify.annotations.NullMarked;

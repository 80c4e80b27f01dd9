/**
 * Parsing of YAML and JSON text into a tree, and the wording of violations.
 *
 * <p>May use: no other package of the service.
 */
@NullMarked
package io.beta9.provisioning.metaconfig.text;

import org.jspecify.annotations.NullMarked;

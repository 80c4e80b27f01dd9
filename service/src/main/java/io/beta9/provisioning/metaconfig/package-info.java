/**
 * Validation of meta-configs: reads the text that a customer submits, checks every field and fills
 * in the defaults.
 */
@NullMarked
package io.beta9.provisioning.metaconfig;

import org.jspecify.annotations.NullMarked;

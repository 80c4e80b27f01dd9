/**
 * How failures become text: templates, formats of parameters, and the facts that are stored as
 * codes. Uses only {@code format}.
 */
@NullMarked
package io.beta9.provisioning.failure.text;

import org.jspecify.annotations.NullMarked;

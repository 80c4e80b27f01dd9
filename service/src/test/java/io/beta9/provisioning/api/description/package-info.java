/** Generates the description of the API from its code, and checks responses against it. */
@NullMarked
package io.beta9.provisioning.api.description;

import org.jspecify.annotations.NullMarked;

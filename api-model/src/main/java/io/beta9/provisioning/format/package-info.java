/** Text forms of values for people, shared by the messages of the service and the CLI. */
@NullMarked
package io.beta9.provisioning.format;

import org.jspecify.annotations.NullMarked;

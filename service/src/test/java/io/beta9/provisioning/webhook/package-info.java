@NullMarked
package io.beta9.provisioning.webhook;

import org.jspecify.annotations.NullMarked;

/** Beta9 Provisioning: gives each customer a Beta9 of their own in their own AWS account. */
@NullMarked
package io.beta9.provisioning;

import org.jspecify.annotations.NullMarked;

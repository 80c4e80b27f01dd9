/**
 * Plans and states as data, import blocks, and the checks that reject dangerous plans. May use
 * {@code terraform.event}, {@code terraform.stack}.
 */
@NullMarked
package io.beta9.provisioning.terraform.plan;

import org.jspecify.annotations.NullMarked;

/**
 * Plans and states as data, import blocks, and the checks that reject dangerous plans. Uses {@code
 * terraform.event} and {@code terraform.stack}.
 */
@NullMarked
package io.beta9.provisioning.terraform.plan;

import org.jspecify.annotations.NullMarked;

/**
 * The AWS wire protocols in both directions, based on the field metadata of the SDK's own model
 * classes: no request or response is described by hand. Only S3 needs special cases.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.protocol;

import org.jspecify.annotations.NullMarked;

/**
 * AWS's wire protocols, both ways, on the field metadata that the SDK's own model classes carry: no
 * request and no response is described here by hand. Only S3 has special cases.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.protocol;

import org.jspecify.annotations.NullMarked;

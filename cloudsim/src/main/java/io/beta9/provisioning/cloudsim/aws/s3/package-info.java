/** Simple Storage Service: buckets, their settings, and objects with their versions. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.s3;

import org.jspecify.annotations.NullMarked;

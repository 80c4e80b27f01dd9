/** Conversion between the SDK's model classes and forms, JSON, XML and HTTP headers. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import org.jspecify.annotations.NullMarked;

/** ElastiCache, for Redis and Valkey with cluster mode off. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.elasticache;

import org.jspecify.annotations.NullMarked;

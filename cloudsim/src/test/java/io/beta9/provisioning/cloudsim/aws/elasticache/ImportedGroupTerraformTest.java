package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.TerraformStack;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports the module's replication group, as after an interrupted run, and then adds its replica.
 * No import reads the token; an update must not send an empty one.
 */
@Tag("slow")
class ImportedGroupTerraformTest {
  private static final Path MODULE =
      Path.of("../service/src/main/resources/terraform/aws/redis.tf").toAbsolutePath().normalize();

  private static final String NAME = "beta9-4f1a2b3c4d5e";

  private static final String[] ADDRESSES = {
    "aws_elasticache_subnet_group.this",
    "aws_elasticache_parameter_group.this",
    "aws_elasticache_replication_group.this",
  };

  @Test
  void adds_a_replica_after_an_import(@TempDir Path folder) throws IOException {
    InstantSource clock = InstantSource.system();
    try (CloudSim sim =
        CloudSim.builder()
            .service(cloud -> new Ec2Service(cloud, clock))
            .service(cloud -> new KmsService(cloud.store()))
            .service(cloud -> new ElastiCacheService(cloud.store(), new Ec2Service(cloud, clock)))
            .start()) {
      Path redis = folder.resolve("redis.tf");
      Path change = folder.resolve("change.tf");
      String module = Files.readString(MODULE).replace("var.redis.replicas", "var.replicas");
      Files.writeString(redis, module);
      TerraformStack stack =
          new TerraformStack(folder, sim.url()).init("/terraform/redis-stubs.tf");
      stack.apply("-var=replicas=0");

      Files.delete(redis);
      StringBuilder forget = new StringBuilder();
      StringBuilder adopt = new StringBuilder();
      for (String address : ADDRESSES) {
        forget.append(
            "removed {\n  from = %s\n  lifecycle {\n    destroy = false\n  }\n}\n"
                .formatted(address));
        adopt.append("import {\n  to = %s\n  id = \"%s\"\n}\n".formatted(address, NAME));
      }
      Files.writeString(change, forget);
      stack.apply("-var=replicas=0");
      Files.writeString(redis, module);
      Files.writeString(change, adopt);
      stack.apply("-var=replicas=0");
      Files.delete(change);
      stack.assertNoChanges("-var=replicas=0");

      stack.apply("-var=replicas=1");

      stack.assertNoChanges("-var=replicas=1");
    }
  }
}

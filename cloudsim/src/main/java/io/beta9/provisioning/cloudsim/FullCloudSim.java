package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.aws.dynamodb.DynamoDbService;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.ecr.EcrService;
import io.beta9.provisioning.cloudsim.aws.eks.EksService;
import io.beta9.provisioning.cloudsim.aws.elasticache.ElastiCacheService;
import io.beta9.provisioning.cloudsim.aws.elb.ClassicElbService;
import io.beta9.provisioning.cloudsim.aws.elb.ElbService;
import io.beta9.provisioning.cloudsim.aws.iam.IamService;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import io.beta9.provisioning.cloudsim.aws.logs.LogsService;
import io.beta9.provisioning.cloudsim.aws.quotas.ServiceQuotasService;
import io.beta9.provisioning.cloudsim.aws.rds.RdsService;
import io.beta9.provisioning.cloudsim.aws.route53.Route53Service;
import io.beta9.provisioning.cloudsim.aws.s3.S3Service;
import io.beta9.provisioning.cloudsim.aws.secretsmanager.SecretsManagerService;
import io.beta9.provisioning.cloudsim.aws.tagging.ResourceTaggingService;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A cloud with every simulated service, and Kubernetes clusters behind EKS. */
public final class FullCloudSim {
  private static final int SERVICES = 17;

  private FullCloudSim() {}

  /** Adds every service to a builder that has none yet, and starts the cloud. */
  public static CloudSim start(CloudSimBuilder builder) {
    // The services depend on each other: all are created when the first one is requested.
    List<AwsService> created = new ArrayList<>();
    builder.kubernetes();
    for (int i = 0; i < SERVICES; i++) {
      int number = i;
      builder.service(
          (Cloud cloud) -> {
            if (created.isEmpty()) {
              created.addAll(services(cloud));
            }
            return created.get(number);
          });
    }
    return builder.start();
  }

  private static List<AwsService> services(Cloud cloud) {
    Clock clock = Clock.systemUTC();
    StateStore store = cloud.store();
    IamService iam = new IamService(store);
    Ec2Service ec2 = new Ec2Service(cloud, clock);
    List<AwsService> services =
        new ArrayList<>(
            List.of(
                iam,
                ec2,
                new ElbService(cloud, clock, ec2),
                new ClassicElbService(ec2),
                new RdsService(store, ec2),
                new ElastiCacheService(store, ec2),
                new S3Service(store),
                new EksService(store, ec2, iam.directory()),
                new KmsService(store),
                new LogsService(store),
                new SecretsManagerService(store),
                new EcrService(store),
                new DynamoDbService(store),
                new AcmService(store),
                new Route53Service(store),
                new ServiceQuotasService()));
    services.add(
        new ResourceTaggingService(
            services.stream()
                .filter(TaggedResourceProvider.class::isInstance)
                .map(TaggedResourceProvider.class::cast)
                .toList()));
    return services;
  }
}

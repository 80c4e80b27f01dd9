package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.metaconfig.CloudTarget;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * One account and region, entered through the customer's role. Clients are made when they are first
 * asked for, and are kept. Credentials renew themselves. For use by many threads.
 */
public final class AwsSession {
  private final CloudTarget target;
  private final AwsCredentialsProvider credentials;
  private final AwsClientFactory kit;
  private final Map<Class<?>, Object> clients = new ConcurrentHashMap<>();

  AwsSession(CloudTarget target, AwsCredentialsProvider credentials, AwsClientFactory kit) {
    this.target = target;
    this.credentials = credentials;
    this.kit = kit;
  }

  public CloudTarget target() {
    return target;
  }

  public String accountId() {
    return target.accountId();
  }

  public Region region() {
    return Region.of(target.region());
  }

  /** The role's credentials, for what signs by itself (a cluster's token). */
  public AwsCredentialsProvider credentials() {
    return credentials;
  }

  public Optional<URI> endpointOverride() {
    return kit.endpointOverride();
  }

  public Ec2Client ec2() {
    return client(
        Ec2Client.class, () -> kit.prepare(Ec2Client.builder(), region(), credentials).build());
  }

  public EksClient eks() {
    return client(
        EksClient.class, () -> kit.prepare(EksClient.builder(), region(), credentials).build());
  }

  public RdsClient rds() {
    return client(
        RdsClient.class, () -> kit.prepare(RdsClient.builder(), region(), credentials).build());
  }

  public ElastiCacheClient elasticache() {
    return client(
        ElastiCacheClient.class,
        () -> kit.prepare(ElastiCacheClient.builder(), region(), credentials).build());
  }

  public S3Client s3() {
    return client(
        S3Client.class,
        () ->
            kit.prepare(S3Client.builder(), region(), credentials)
                .forcePathStyle(endpointOverride().isPresent())
                .build());
  }

  public IamClient iam() {
    return client(
        IamClient.class,
        () -> kit.prepare(IamClient.builder(), Region.AWS_GLOBAL, credentials).build());
  }

  public KmsClient kms() {
    return client(
        KmsClient.class, () -> kit.prepare(KmsClient.builder(), region(), credentials).build());
  }

  public SecretsManagerClient secrets() {
    return client(
        SecretsManagerClient.class,
        () -> kit.prepare(SecretsManagerClient.builder(), region(), credentials).build());
  }

  public DynamoDbClient dynamodb() {
    return client(
        DynamoDbClient.class,
        () -> kit.prepare(DynamoDbClient.builder(), region(), credentials).build());
  }

  public EcrClient ecr() {
    return client(
        EcrClient.class, () -> kit.prepare(EcrClient.builder(), region(), credentials).build());
  }

  public CloudWatchLogsClient logs() {
    return client(
        CloudWatchLogsClient.class,
        () -> kit.prepare(CloudWatchLogsClient.builder(), region(), credentials).build());
  }

  public ResourceGroupsTaggingApiClient tagging() {
    return client(
        ResourceGroupsTaggingApiClient.class,
        () -> kit.prepare(ResourceGroupsTaggingApiClient.builder(), region(), credentials).build());
  }

  public ServiceQuotasClient quotas() {
    return client(
        ServiceQuotasClient.class,
        () -> kit.prepare(ServiceQuotasClient.builder(), region(), credentials).build());
  }

  public ElasticLoadBalancingClient elb() {
    return client(
        ElasticLoadBalancingClient.class,
        () -> kit.prepare(ElasticLoadBalancingClient.builder(), region(), credentials).build());
  }

  public ElasticLoadBalancingV2Client elbv2() {
    return client(
        ElasticLoadBalancingV2Client.class,
        () -> kit.prepare(ElasticLoadBalancingV2Client.builder(), region(), credentials).build());
  }

  public StsClient sts() {
    return client(
        StsClient.class, () -> kit.prepare(StsClient.builder(), region(), credentials).build());
  }

  private <C> C client(Class<C> type, Supplier<C> maker) {
    return type.cast(clients.computeIfAbsent(type, t -> maker.get()));
  }
}

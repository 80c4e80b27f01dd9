package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.partition.AwsPartition;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acm.AcmClient;
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
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * A session in one account and region, by the customer's role. Clients are created on first use and
 * reused. Credentials are renewed automatically. Thread-safe.
 */
public final class AwsSession {
  private final CloudTarget target;
  private final AwsCredentialsProvider credentials;
  private final AwsClientFactory clientFactory;
  private final Map<Class<?>, Object> clients = new ConcurrentHashMap<>();

  AwsSession(
      CloudTarget target, AwsCredentialsProvider credentials, AwsClientFactory clientFactory) {
    this.target = target;
    this.credentials = credentials;
    this.clientFactory = clientFactory;
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

  public AwsPartition partition() {
    return AwsPartition.ofRegion(target.region());
  }

  /** Returns the region in which the services without regions are called. */
  private Region global() {
    return Region.of(partition().globalRegion());
  }

  /** Returns the role's credentials, for signing outside of the SDK's clients (cluster tokens). */
  public AwsCredentialsProvider credentials() {
    return credentials;
  }

  public Optional<URI> endpointOverride() {
    return clientFactory.endpointOverride();
  }

  public Ec2Client ec2() {
    return client(
        Ec2Client.class,
        () -> clientFactory.prepare(Ec2Client.builder(), region(), credentials).build());
  }

  public EksClient eks() {
    return client(
        EksClient.class,
        () -> clientFactory.prepare(EksClient.builder(), region(), credentials).build());
  }

  public RdsClient rds() {
    return client(
        RdsClient.class,
        () -> clientFactory.prepare(RdsClient.builder(), region(), credentials).build());
  }

  public ElastiCacheClient elasticache() {
    return client(
        ElastiCacheClient.class,
        () -> clientFactory.prepare(ElastiCacheClient.builder(), region(), credentials).build());
  }

  public S3Client s3() {
    return client(
        S3Client.class,
        () ->
            clientFactory
                .prepare(S3Client.builder(), region(), credentials)
                .forcePathStyle(endpointOverride().isPresent())
                .build());
  }

  public IamClient iam() {
    return client(
        IamClient.class,
        () -> clientFactory.prepare(IamClient.builder(), global(), credentials).build());
  }

  public KmsClient kms() {
    return client(
        KmsClient.class,
        () -> clientFactory.prepare(KmsClient.builder(), region(), credentials).build());
  }

  public SecretsManagerClient secrets() {
    return client(
        SecretsManagerClient.class,
        () -> clientFactory.prepare(SecretsManagerClient.builder(), region(), credentials).build());
  }

  public DynamoDbClient dynamodb() {
    return client(
        DynamoDbClient.class,
        () -> clientFactory.prepare(DynamoDbClient.builder(), region(), credentials).build());
  }

  public EcrClient ecr() {
    return client(
        EcrClient.class,
        () -> clientFactory.prepare(EcrClient.builder(), region(), credentials).build());
  }

  public CloudWatchLogsClient logs() {
    return client(
        CloudWatchLogsClient.class,
        () -> clientFactory.prepare(CloudWatchLogsClient.builder(), region(), credentials).build());
  }

  public ResourceGroupsTaggingApiClient tagging() {
    return client(
        ResourceGroupsTaggingApiClient.class,
        () ->
            clientFactory
                .prepare(ResourceGroupsTaggingApiClient.builder(), region(), credentials)
                .build());
  }

  public ServiceQuotasClient quotas() {
    return client(
        ServiceQuotasClient.class,
        () -> clientFactory.prepare(ServiceQuotasClient.builder(), region(), credentials).build());
  }

  public ElasticLoadBalancingClient elb() {
    return client(
        ElasticLoadBalancingClient.class,
        () ->
            clientFactory
                .prepare(ElasticLoadBalancingClient.builder(), region(), credentials)
                .build());
  }

  public ElasticLoadBalancingV2Client elbv2() {
    return client(
        ElasticLoadBalancingV2Client.class,
        () ->
            clientFactory
                .prepare(ElasticLoadBalancingV2Client.builder(), region(), credentials)
                .build());
  }

  public AcmClient acm() {
    return client(
        AcmClient.class,
        () -> clientFactory.prepare(AcmClient.builder(), region(), credentials).build());
  }

  public Route53Client route53() {
    return client(
        Route53Client.class,
        () -> clientFactory.prepare(Route53Client.builder(), global(), credentials).build());
  }

  public StsClient sts() {
    return client(
        StsClient.class,
        () -> clientFactory.prepare(StsClient.builder(), region(), credentials).build());
  }

  private <C> C client(Class<C> type, Supplier<C> creator) {
    return type.cast(clients.computeIfAbsent(type, t -> creator.get()));
  }
}

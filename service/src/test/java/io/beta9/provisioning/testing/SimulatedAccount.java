package io.beta9.provisioning.testing;

import io.beta9.provisioning.aws.session.AwsOptions;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.aws.session.InProcessHttpClient;
import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.CloudSimBuilder;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.ecr.EcrService;
import io.beta9.provisioning.cloudsim.aws.eks.EksService;
import io.beta9.provisioning.cloudsim.aws.elasticache.ElastiCacheService;
import io.beta9.provisioning.cloudsim.aws.elb.ClassicElbService;
import io.beta9.provisioning.cloudsim.aws.elb.ClusterLoadBalancers;
import io.beta9.provisioning.cloudsim.aws.elb.ElbService;
import io.beta9.provisioning.cloudsim.aws.elb.LoadBalancedService;
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
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.onboarding.PermissionPolicies;
import io.beta9.provisioning.onboarding.PermissionPolicies.ManagedPolicy;
import io.beta9.provisioning.onboarding.PolicyScope;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * A simulated cloud with one account. The role that the service assumes has exactly the policies of
 * the onboarding documents; the owner's role may do everything.
 */
public final class SimulatedAccount implements AutoCloseable {
  public static final String ACCOUNT = "123456789012";
  public static final String REGION = "us-east-1";
  public static final String EXTERNAL_ID = "an-external-id";
  public static final EnvironmentId ID = new EnvironmentId("env_4f1a2b3c4d5e");
  public static final CloudTarget TARGET = target("Beta9", EXTERNAL_ID);

  private static final String OWNER = "Owner";
  private static final String OPERATOR = "999999999999";
  private static final String KEY = "AKIATESTTESTTESTTEST";

  private final List<AwsService> services = new ArrayList<>();
  private final CloudSim sim;
  private final AwsSessions sessions;

  private SimulatedAccount(Function<CloudSim, SdkHttpClient> httpClient) {
    sim = withServices(CloudSim.builder(), services).start();
    sim.seed().accessKey(KEY, "not-a-secret", OPERATOR, "provisioner");
    account(ACCOUNT);
    sessions =
        new AwsSessions(
            new AwsOptions(
                Optional.of(URI.create(sim.url())),
                2,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60)),
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, "not-a-secret")),
            httpClient.apply(sim));
  }

  public static SimulatedAccount open() {
    return new SimulatedAccount(sim -> UrlConnectionHttpClient.builder().build());
  }

  /** Starts an account that this process calls directly; other processes still use its port. */
  public static SimulatedAccount withoutNetwork() {
    return new SimulatedAccount(InProcessHttpClient::new);
  }

  /** Starts such an account and calls an observer before each request of its sessions. */
  public static SimulatedAccount withoutNetwork(Runnable beforeCall) {
    return new SimulatedAccount(
        sim -> new InterceptedHttpClient(new InProcessHttpClient(sim), beforeCall));
  }

  /** Returns the target with a role that may do everything, as the owner of the account. */
  public CloudTarget ownerTarget(CloudTarget target) {
    sim.seed().account(target.accountId()).role(OWNER, OPERATOR, EXTERNAL_ID);
    return new CloudTarget(
        "aws",
        target.region(),
        target.accountId(),
        "arn:aws:iam::" + target.accountId() + ":role/" + OWNER,
        EXTERNAL_ID);
  }

  /** Opens a session that is not observed, and may do everything, as the owner of the account. */
  public AwsSession sessionOfOwner(CloudTarget target) {
    return new AwsSessions(
            new AwsOptions(
                Optional.of(URI.create(sim.url())),
                2,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60)),
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, "not-a-secret")),
            new InProcessHttpClient(sim))
        .open(ownerTarget(target), ID);
  }

  /** Opens a session of the owner of {@link #ACCOUNT}. */
  public AwsSession owner() {
    return sessionOfOwner(TARGET);
  }

  public static CloudTarget target(String role, String externalId) {
    return target(ACCOUNT, role, externalId);
  }

  private static CloudTarget target(String account, String role, String externalId) {
    return new CloudTarget(
        "aws", REGION, account, "arn:aws:iam::" + account + ":role/" + role, externalId);
  }

  /** Adds an account with the default role to the same cloud. */
  public CloudTarget account(String id) {
    return account(id, "Beta9", EXTERNAL_ID);
  }

  /** Returns the documents of the policies that a customer attaches to the role, by name. */
  public static Map<String, String> onboardingPolicies(String account) {
    return PermissionPolicies.of(PolicyScope.of(account, List.of(REGION))).stream()
        .collect(Collectors.toMap(ManagedPolicy::name, ManagedPolicy::json));
  }

  /** Adds an account with a role of the given name and external id. */
  public CloudTarget account(String id, String role, String externalId) {
    sim.seed().account(id).role(role, OPERATOR, externalId, onboardingPolicies(id));
    return target(id, role, externalId);
  }

  public CloudSim sim() {
    return sim;
  }

  public AwsSessions sessions() {
    return sessions;
  }

  public AwsSession session() {
    return sessions.open(TARGET, ID);
  }

  /** Creates the load balancer of a Kubernetes Service, as the controller in the cluster does. */
  public void createLoadBalancer(String cluster, String serviceName) {
    createLoadBalancer(ACCOUNT, cluster, serviceName);
  }

  /**
   * Creates the load balancer of a Kubernetes Service in the given account.
   *
   * @return the host name of the load balancer
   */
  public String createLoadBalancer(String account, String cluster, String serviceName) {
    return sim.inspect(
        store -> clusterLoadBalancers().create(account, REGION, cluster, serviceName));
  }

  /** Creates the Network Load Balancer of a Kubernetes Service that is annotated for one. */
  public void createNetworkLoadBalancer(String cluster, String serviceName) {
    sim.inspect(
        store ->
            clusterLoadBalancers()
                .create(
                    LoadBalancedService.of(
                        ACCOUNT,
                        REGION,
                        cluster,
                        serviceName,
                        Map.of("service.beta.kubernetes.io/aws-load-balancer-type", "nlb"),
                        List.of(443))));
  }

  /** Deletes the load balancer, as the controller does when the Service is deleted. */
  public void deleteLoadBalancer(String account, String cluster, String serviceName) {
    sim.inspect(
        store -> {
          clusterLoadBalancers().delete(account, REGION, cluster, serviceName);
          return true;
        });
  }

  private ClusterLoadBalancers clusterLoadBalancers() {
    return services.stream()
        .filter(ElbService.class::isInstance)
        .map(ElbService.class::cast)
        .findFirst()
        .orElseThrow()
        .clusterLoadBalancers();
  }

  /** Creates a role in an account, or changes its trust policy. */
  public void trust(String account, String role, String trustPolicy) {
    sim.seed().account(account).role(role, trustPolicy);
  }

  /**
   * Creates the key of the environment with its alias, as Terraform does.
   *
   * @return the id of the key
   */
  public String createEnvironmentKey() {
    String key =
        owner()
            .kms()
            .createKey(
                r ->
                    r.tags(
                        t -> t.tagKey("beta9:environment-id").tagValue(ID.value()),
                        t -> t.tagKey("beta9:managed-by").tagValue("beta9-provisioning")))
            .keyMetadata()
            .keyId();
    owner().kms().createAlias(r -> r.aliasName("alias/" + ID.resourcePrefix()).targetKeyId(key));
    return key;
  }

  /** Returns the environment variables with which a worker accesses this cloud. */
  public Map<String, String> workerEnvironment() {
    return Map.of(
        "AWS_ENDPOINT_URL",
        sim.url(),
        "AWS_ACCESS_KEY_ID",
        KEY,
        "AWS_SECRET_ACCESS_KEY",
        "not-a-secret");
  }

  /** Makes services that run in this process access this cloud, until it is closed. */
  public void setSystemProperties() {
    System.setProperty("aws.endpointUrl", sim.url());
    System.setProperty("aws.accessKeyId", KEY);
    System.setProperty("aws.secretAccessKey", "not-a-secret");
  }

  /** Returns the infra model of the small profile. */
  public static InfraModel model() {
    return InfraModelJson.fromJson(
        """
        {"environment_id": "env_4f1a2b3c4d5e", "environment_name": "demo",
         "resource_prefix": "beta9-4f1a2b3c4d5e",
         "region": "us-east-1", "account_id": "123456789012",
         "tags": {"beta9:environment-id": "env_4f1a2b3c4d5e",
                  "beta9:environment-name": "demo",
                  "beta9:managed-by": "beta9-provisioning"},
         "network": {"cidr": "10.42.0.0/16",
           "availability_zones": ["us-east-1a", "us-east-1b"],
           "public_subnets": {"us-east-1a": "10.42.0.0/20", "us-east-1b": "10.42.16.0/20"},
           "private_subnets": {"us-east-1a": "10.42.64.0/18", "us-east-1b": "10.42.128.0/18"},
           "nat_gateway_per_zone": false},
         "cluster": {"kubernetes_version": "1.36", "node_labels": {}},
         "system_nodes": {"instance_type": "m6i.large", "min_size": 2, "max_size": 3,
                          "desired_size": 2, "disk_gb": 200},
         "cpu_nodes": {"instance_type": "m6i.2xlarge", "min_size": 1, "max_size": 3,
                       "desired_size": 1, "disk_gb": 200},
         "gpu_nodes": null,
         "postgres": {"engine_version": "16", "instance_class": "db.t4g.medium",
                      "storage_gb": 50, "multi_az": false, "backup_retention_days": 7},
         "redis": {"engine_version": "7.1", "node_type": "cache.t4g.medium", "replicas": 0},
         "object_store": {"bucket_name": "beta9-4f1a2b3c4d5e", "versioning": true,
                          "lifecycle_days": null},
         "log_retention_days": 30,
         "beta9": {"domain": "beta9.demo.example", "gateway_version": "0.1.762",
           "worker_version": "0.1.729", "gateway_replicas": 1, "min_workers": 0,
           "max_workers": 3, "gpu_type": null, "enable_metrics": true,
           "enable_logging": true, "certificate_arn": null}}
        """);
  }

  @Override
  public void close() {
    List.of("aws.endpointUrl", "aws.accessKeyId", "aws.secretAccessKey")
        .forEach(System::clearProperty);
    sessions.close();
    sim.close();
  }

  private static CloudSimBuilder withServices(CloudSimBuilder builder, List<AwsService> services) {
    List<Function<Cloud, AwsService>> factories =
        List.of(
            cloud -> new IamService(cloud.store()),
            cloud -> new Ec2Service(cloud, InstantSource.system()),
            cloud -> new ElbService(cloud, InstantSource.system(), ec2(services)),
            cloud -> new ClassicElbService(ec2(services)),
            cloud -> new RdsService(cloud.store(), ec2(services)),
            cloud -> new ElastiCacheService(cloud.store(), ec2(services)),
            cloud -> new S3Service(cloud.store()),
            cloud ->
                new EksService(
                    cloud.store(), ec2(services), ((IamService) services.getFirst()).directory()),
            cloud -> new KmsService(cloud.store()),
            cloud -> new LogsService(cloud.store()),
            cloud -> new SecretsManagerService(cloud.store()),
            cloud -> new EcrService(cloud.store()),
            cloud -> new AcmService(cloud.store()),
            cloud -> new Route53Service(cloud.store()),
            cloud -> new ServiceQuotasService(),
            cloud ->
                new ResourceTaggingService(
                    services.stream()
                        .filter(TaggedResourceProvider.class::isInstance)
                        .map(TaggedResourceProvider.class::cast)
                        .toList()));
    for (Function<Cloud, AwsService> factory : factories) {
      builder.service(
          cloud -> {
            AwsService service = factory.apply(cloud);
            services.add(service);
            return service;
          });
    }
    return builder;
  }

  private static Ec2Service ec2(List<AwsService> services) {
    return (Ec2Service) services.get(1);
  }
}

import io.beta9.generated.ApiClient;
import io.beta9.generated.ApiException;
import io.beta9.generated.api.EnvironmentApi;
import io.beta9.generated.api.TimelineApi;
import io.beta9.generated.model.EnvironmentPreviewOrEnvironmentView;
import io.beta9.generated.model.EnvironmentView;
import io.beta9.generated.model.EventView;
import io.beta9.generated.model.EventViewPage;
import io.beta9.generated.model.MetaConfig;
import io.beta9.generated.model.MetaConfigBeta9;
import io.beta9.generated.model.MetaConfigCloud;
import io.beta9.generated.model.MetaConfigNetwork;
import java.util.List;

/** Creates, reads and destroys an environment with the client generated from openapi.json. */
public final class CompleteCycle {
  private static final int MAX_POLLS = 600;

  private CompleteCycle() {}

  /** Arguments: the URL of the API, a key. */
  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + arguments[1]));
    EnvironmentApi environments = new EnvironmentApi(client);
    TimelineApi timeline = new TimelineApi(client);
    MetaConfig metaConfig =
        new MetaConfig()
            .name("java-client")
            .cloud(
                new MetaConfigCloud()
                    .provider(MetaConfigCloud.ProviderEnum.AWS)
                    .region("us-east-1")
                    .accountId("123456789012"))
            .network(new MetaConfigNetwork().availabilityZones(List.of("us-east-1a", "us-east-1b")))
            .beta9(new MetaConfigBeta9().domain("beta9.acme.example"));

    EnvironmentPreviewOrEnvironmentView preview =
        environments.createEnvironment(metaConfig, true, null, null, null, null);
    require(!preview.getResources().isEmpty(), "the dry run names no resources");
    require(preview.getEnvironmentId() == null, "the dry run created an environment");

    EnvironmentPreviewOrEnvironmentView created =
        environments.createEnvironment(metaConfig, false, null, null, "java-client-1", null);
    String id = created.getEnvironmentId();
    require(id != null, "the created environment has no id");
    await(environments, id, EnvironmentView.StatusEnum.READY);

    EventViewPage events = timeline.listEvents(id, null, null, 100, null);
    require(!events.getItems().isEmpty(), "there are no events");
    for (EventView event : events.getItems()) {
      require(event.getMessage() != null && event.getAt() != null, "incomplete event " + event);
    }

    environments.destroyEnvironment(id, false, null, "end of the test", null);
    await(environments, id, EnvironmentView.StatusEnum.DESTROYED);

    try {
      environments.getEnvironment("env_000000000000", null, null);
      throw new IllegalStateException("an unknown environment was found");
    } catch (ApiException e) {
      require(e.getCode() == 404, "status " + e.getCode());
    }
    System.out.println("complete");
  }

  private static void await(
      EnvironmentApi environments, String id, EnvironmentView.StatusEnum expected)
      throws Exception {
    EnvironmentView seen = environments.getEnvironment(id, null, null);
    for (int i = 0; i < MAX_POLLS && seen.getStatus() != expected; i++) {
      require(seen.getStatus() != EnvironmentView.StatusEnum.FAILED, "failed: " + seen);
      Thread.sleep(100);
      seen = environments.getEnvironment(id, null, null);
    }
    require(seen.getStatus() == expected, "status " + seen.getStatus());
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalStateException(message);
    }
  }
}

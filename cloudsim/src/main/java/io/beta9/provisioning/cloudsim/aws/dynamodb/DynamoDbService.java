package io.beta9.provisioning.cloudsim.aws.dynamodb;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.stream.Stream;

/** DynamoDB: tables, and items with conditional writes. */
public final class DynamoDbService implements AwsService, TaggedResourceProvider {
  private final StateStore store;

  public DynamoDbService(StateStore store) {
    this.store = store;
  }

  @Override
  public String signingName() {
    return "dynamodb";
  }

  @Override
  public void register(Operations operations) {
    new Tables().register(operations);
    new TableSettings().register(operations);
    new Items().register(operations);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return DynamoState.of(store, account, region).tables.values().stream()
        .filter(table -> !table.tags.isEmpty())
        .map(table -> new TaggedResource(table.description.tableArn(), table.tags));
  }
}

package io.beta9.provisioning.failure.text;

/** What is lost with a resource that cannot be recreated. */
public enum IrreplaceableContent implements Fact {
  BUCKET_OBJECTS("the bucket and its objects"),
  DATABASE("the database and all that is in it"),
  ENCRYPTION_KEY("the key without which the encrypted data cannot be read"),
  CLUSTER("the cluster and all that runs in it"),
  IMAGES("the images that Beta9 has built"),
  REDIS_DATA("the Redis data, file system metadata among it");

  private final String description;

  IrreplaceableContent(String description) {
    this.description = description;
  }

  @Override
  public String description() {
    return description;
  }
}

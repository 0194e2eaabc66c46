"""The provisioning service itself: a source directory, a job with its state on disk, and the cycles it runs."""

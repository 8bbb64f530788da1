// The tests wait for Terraform, moto and the program, not for the processor: with as many at once as there are cores, one would wait for the other.
[assembly: CollectionBehavior(MaxParallelThreads = 8)]

// How many threads the operators of one thread may use (design, section 7, Core budget).
// Non-goals: deciding the number, which is the scheduler's.
#pragma once

namespace anabranch::aten {

// Sets the intra-op width of the calling thread only: its OpenMP team and MKL's. Never touches the process-wide setting.
void set_thread_width(int threads);

// The width the user gave this process (torch.set_num_threads): what calling threads go back to.
int user_thread_width();

}  // namespace anabranch::aten
